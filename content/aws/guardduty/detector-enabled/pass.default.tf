resource "aws_guardduty_detector" "ferry" {
  finding_publishing_frequency = "ONE_HOUR"
}
