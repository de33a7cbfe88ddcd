resource "aws_iam_openid_connect_provider" "fleet" {
  url            = aws_eks_cluster.fleet.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_eks_cluster" "fleet" {
  name     = "fleet"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.fleet.arn]
    }

    condition {
      test     = "StringLike"
      variable = "${replace(aws_iam_openid_connect_provider.fleet.url, "https://", "")}:sub"
      values   = ["*"]
    }
  }
}

resource "aws_iam_role" "booking" {
  name               = "booking"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
