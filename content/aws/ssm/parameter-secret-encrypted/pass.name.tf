resource "aws_ssm_parameter" "booking" {
  name  = "/booking/colour"
  type  = "String"
  value = "blue"
}
