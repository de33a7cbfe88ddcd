resource "aws_sfn_state_machine" "bookings" {
  name       = "bookings"
  role_arn   = "arn:aws:iam::123456789012:role/bookings"
  definition = jsonencode({ StartAt = "Done", States = { Done = { Type = "Succeed" } } })

  logging_configuration {
    level           = "ERROR"
    log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:bookings:*"
  }
}
