resource "aws_guardduty_detector" "ferry" {
  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}
