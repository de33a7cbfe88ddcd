resource "aws_appsync_api_cache" "bookings" {
  api_id               = "bookings"
  api_caching_behavior = "FULL_REQUEST_CACHING"
  type                 = "SMALL"
  ttl                  = 900
}
