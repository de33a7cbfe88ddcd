resource "aws_lambda_function" "delays" {
  function_name           = "delays"
  role                    = "arn:aws:iam::123456789012:role/delays"
  handler                 = "delays.handler"
  runtime                 = "python3.13"
  filename                = "delays.zip"
  code_signing_config_arn = "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0123456789abcdef0"
}
