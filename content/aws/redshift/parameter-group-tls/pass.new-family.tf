resource "aws_redshift_parameter_group" "sales" {
  name   = "sales"
  family = "redshift-2.0"
}
