resource "aws_globalaccelerator_accelerator" "site" {
  name = "site"
}
