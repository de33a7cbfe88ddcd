resource "aws_guardduty_detector" "ferry" {
  enable = true
}

resource "aws_guardduty_detector_feature" "objects" {
  detector_id = aws_guardduty_detector.ferry.id
  name        = "S3_DATA_EVENTS"
  status      = "DISABLED"
}
