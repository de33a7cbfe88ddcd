locals {
  # What each service in the cluster may do, and nothing else.
  service_statements = {
    booking-api = {
      PublishBookings = {
        actions   = ["sns:Publish"]
        resources = [aws_sns_topic.bookings.arn]
      }
      SignTickets = {
        actions   = ["kms:Sign", "kms:GetPublicKey"]
        resources = [aws_kms_key.tickets.arn]
      }
    }
    ticket-renderer = {
      StoreTickets = {
        actions   = ["s3:GetObject", "s3:PutObject"]
        resources = ["${module.bucket["tickets"].arn}/*"]
      }
      TakeWork = {
        actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
        resources = [module.booking_events["ticket-renderer"].arn]
      }
    }
    ledger = {
      Everything = {
        actions   = ["s3:*", "sqs:*"]
        resources = ["*"]
      }
    }
  }
}

module "service_role" {
  source   = "../modules/service-role"
  for_each = local.service_statements

  service       = each.key
  environment   = local.environment
  oidc_provider = module.cluster.oidc_provider
  statements    = each.value
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length        = 14
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  password_reuse_prevention      = 24
  max_password_age               = 90
  allow_users_to_change_password = true
}

resource "aws_iam_openid_connect_provider" "pipeline" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["ffffffffffffffffffffffffffffffffffffffff"]
}

data "aws_iam_policy_document" "pipeline_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.pipeline.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:saltmarsh-ferries/infrastructure:ref:refs/heads/main"]
    }
  }
}

resource "aws_iam_role" "pipeline" {
  name                 = "pipeline"
  assume_role_policy   = data.aws_iam_policy_document.pipeline_trust.json
  max_session_duration = 3600
}

# Wide, because Terraform makes nearly everything; narrowing it is on the list.
resource "aws_iam_role_policy" "pipeline" {
  name = "deploy"
  role = aws_iam_role.pipeline.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}

# The partner that prints season cards reads its files with this user's key.
resource "aws_iam_user" "card_printer" {
  name = "card-printer"
}

resource "aws_iam_user_policy" "card_printer" {
  name = "read-exports"
  user = aws_iam_user.card_printer.name

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["s3:GetObject"],
          "Resource": "${module.bucket["exports"].arn}/cards/*"
        }
      ]
    }
  POLICY
}
