resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"

  grant {
    type        = "Group"
    permissions = ["READ"]
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
  }
}
