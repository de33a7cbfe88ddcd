resource "aws_autoscaling_group" "web" {
  max_size           = 2
  min_size           = 1
  availability_zones = ["eu-central-1a"]

  launch_template {
    id = "lt-0123456789abcdef0"
  }

  dynamic "tag" {
    for_each = { Owner = "shop", cost-centre = "1234" }
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}
