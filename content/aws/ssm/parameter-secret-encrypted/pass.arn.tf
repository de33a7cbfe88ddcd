resource "aws_ssm_parameter" "booking" {
  name  = "/booking/secret-arn"
  type  = "String"
  value = "blue"
}
