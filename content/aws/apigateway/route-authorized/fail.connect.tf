resource "aws_apigatewayv2_route" "connect" {
  api_id    = aws_apigatewayv2_api.board.id
  route_key = "$connect"
}

resource "aws_apigatewayv2_api" "board" {
  name          = "board"
  protocol_type = "WEBSOCKET"
}
