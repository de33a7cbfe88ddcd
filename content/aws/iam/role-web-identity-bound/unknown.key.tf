variable "claim" {
  type = string
}

resource "aws_iam_role" "booking" {
  name = "booking"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { (var.claim) = "repo:example/booking:ref:refs/heads/main" } }
    }]
  })
}
