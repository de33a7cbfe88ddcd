resource "aws_sns_topic_subscription" "board" {
  topic_arn = "arn:aws:sns:eu-west-1:123456789012:delays"
  protocol  = "https"
  endpoint  = "https://board.ferry.example/delays"
}
