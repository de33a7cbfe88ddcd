resource "aws_eks_cluster" "fleet" {
  name     = "fleet"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  }
}

resource "aws_iam_openid_connect_provider" "fleet" {
  url            = aws_eks_cluster.fleet.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  issuer = replace(aws_iam_openid_connect_provider.fleet.url, "https://", "")
}

resource "aws_iam_role" "structure" {
  name = "booking"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.fleet.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "system:serviceaccount:booking:booking"
        }
      }
    }]
  })
}

resource "aws_iam_role" "text" {
  name               = "till"
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "${aws_iam_openid_connect_provider.fleet.arn}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringLike": {"${local.issuer}:sub": "system:serviceaccount:till:*"}}
      }]
    }
  EOT
}

data "aws_iam_policy_document" "document" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.fleet.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:kiosk:kiosk"]
    }
  }
}

resource "aws_iam_role" "document" {
  name               = "kiosk"
  assume_role_policy = data.aws_iam_policy_document.document.json
}
