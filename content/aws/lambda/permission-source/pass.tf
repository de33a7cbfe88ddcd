resource "aws_lambda_permission" "call" {
  action        = "lambda:InvokeFunction"
  function_name = "delays"
  principal     = "s3.amazonaws.com"
  source_arn = "arn:aws:s3:::ferry-tickets"
}
