resource "aws_apigatewayv2_route" "sailings" {
  api_id    = aws_apigatewayv2_api.bookings.id
  route_key = "GET /bookings"
}

resource "aws_apigatewayv2_api" "bookings" {
  name          = "bookings"
  protocol_type = "HTTP"
}
