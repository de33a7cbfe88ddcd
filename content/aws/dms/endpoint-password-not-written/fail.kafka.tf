resource "aws_dms_endpoint" "departures" {
  endpoint_id   = "departures"
  endpoint_type = "target"
  engine_name   = "kafka"

  kafka_settings {
    broker            = "departures.example.com:9096"
    security_protocol = "sasl-ssl"
    sasl_username     = "dms"
    sasl_password     = "mind-the-gap-7"
  }
}
