resource "aws_apigatewayv2_route" "sailings" {
  api_id    = "a1b2c3d4"
  route_key = "GET /bookings"
}
