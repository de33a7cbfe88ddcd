resource "aws_apigatewayv2_route" "rest" {
  api_id    = aws_apigatewayv2_api.board.id
  route_key = "$default"
}

resource "aws_apigatewayv2_api" "board" {
  name          = "board"
  protocol_type = "WEBSOCKET"
}
