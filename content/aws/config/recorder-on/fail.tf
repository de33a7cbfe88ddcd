resource "aws_config_configuration_recorder" "ferry" {
  name     = "ferry"
  role_arn = "arn:aws:iam::123456789012:role/config"
}

resource "aws_config_configuration_recorder_status" "ferry" {
  name       = aws_config_configuration_recorder.ferry.name
  is_enabled = false
}
