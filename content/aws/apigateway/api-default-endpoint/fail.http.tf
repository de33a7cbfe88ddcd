resource "aws_apigatewayv2_api" "bookings" {
  name          = "bookings"
  protocol_type = "HTTP"
}
