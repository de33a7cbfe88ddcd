resource "aws_lambda_permission" "call" {
  action        = "lambda:InvokeFunction"
  function_name = "delays"
  principal     = "123456789012"
}
