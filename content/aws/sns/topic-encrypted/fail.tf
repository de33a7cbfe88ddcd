resource "aws_sns_topic" "delays" {
  name = "delays"
}
