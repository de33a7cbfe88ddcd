resource "aws_kinesis_video_stream" "pier" {
  name = "pier"
}
