resource "aws_sesv2_configuration_set" "tickets" {
  configuration_set_name = "tickets"
}
