resource "aws_lambda_function" "delays" {
  function_name = "delays"
  role          = "arn:aws:iam::123456789012:role/delays"
  handler       = "delays.handler"
  runtime       = "python3.13"
  filename      = "delays.zip"
  kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  environment {
    variables = {
      STAGE = "production"
    }
  }
}
