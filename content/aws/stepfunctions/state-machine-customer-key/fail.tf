resource "aws_sfn_state_machine" "bookings" {
  name       = "bookings"
  role_arn   = "arn:aws:iam::123456789012:role/bookings"
  definition = jsonencode({ StartAt = "Done", States = { Done = { Type = "Succeed" } } })
}
