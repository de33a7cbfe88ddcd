resource "aws_sesv2_configuration_set" "tickets" {
  configuration_set_name = "tickets"

  delivery_options {
    tls_policy = "REQUIRE"
  }
}
