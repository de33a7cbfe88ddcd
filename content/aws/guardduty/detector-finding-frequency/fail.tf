resource "aws_guardduty_detector" "ferry" {
  enable = true
}
