resource "aws_ssm_parameter" "booking" {
  name  = "/booking/salt"
  type  = "SecureString"
  value = "example-not-a-secret"
}
