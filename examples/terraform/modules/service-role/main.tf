data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.oidc_provider.arn]
    }

    dynamic "condition" {
      for_each = {
        sub = "system:serviceaccount:${var.namespace}:${var.service}"
        aud = "sts.amazonaws.com"
      }

      content {
        test     = "StringEquals"
        variable = "${var.oidc_provider.host}:${condition.key}"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  name               = "${var.environment}-${var.service}"
  description        = "What ${var.service} may do in ${var.environment}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "this" {
  count = length(var.statements) > 0 ? 1 : 0

  name = "service"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for sid, statement in var.statements : {
        Sid      = sid
        Effect   = "Allow"
        Action   = statement.actions
        Resource = statement.resources
      }
    ]
  })
}
