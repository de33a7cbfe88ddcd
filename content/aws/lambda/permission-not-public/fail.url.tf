# Everybody has credentials of some account.
resource "aws_lambda_permission" "delays" {
  statement_id           = "url"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = "delays"
  principal              = "*"
  function_url_auth_type = "AWS_IAM"
}
