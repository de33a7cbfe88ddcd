resource "aws_iam_policy" "booking" {
  name = "booking"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      NotAction = "iam:*"
      Resource  = "*"
      Condition = {
        Bool = {
          "aws:MultiFactorAuthPresent" = "false"
        }
      }
    }]
  })
}
