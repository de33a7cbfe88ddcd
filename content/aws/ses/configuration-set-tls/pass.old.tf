resource "aws_ses_configuration_set" "tickets" {
  name = "tickets"

  delivery_options {
    tls_policy = "Require"
  }
}
