resource "aws_mq_broker" "bookings" {
  broker_name        = "bookings"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
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
