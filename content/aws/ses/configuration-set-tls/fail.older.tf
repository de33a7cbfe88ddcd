resource "aws_ses_configuration_set" "tickets" {
  name = "tickets"
}
