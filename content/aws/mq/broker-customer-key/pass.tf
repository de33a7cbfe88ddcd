resource "aws_mq_broker" "bookings" {
  broker_name        = "bookings"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.m5.large"

  encryption_options {
    use_aws_owned_key = false
    kms_key_id        = "arn:aws:kms:eu-west-1:123456789012:key/example"
  }

  user {
    username = "bookings"
    password = var.password
  }
}

variable "password" {
  type      = string
  sensitive = true
}
