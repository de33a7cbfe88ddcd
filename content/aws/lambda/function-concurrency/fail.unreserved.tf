resource "aws_lambda_function" "delays" {
  function_name                  = "delays"
  role                           = "arn:aws:iam::123456789012:role/delays"
  handler                        = "delays.handler"
  runtime                        = "python3.13"
  filename                       = "delays.zip"
  reserved_concurrent_executions = -1
}
