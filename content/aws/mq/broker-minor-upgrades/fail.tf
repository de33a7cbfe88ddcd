resource "aws_mq_broker" "bookings" {
  broker_name        = "bookings"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.m5.large"

  user {
    username = "bookings"
    password = var.password
  }
}

variable "password" {
  type      = string
  sensitive = true
}
