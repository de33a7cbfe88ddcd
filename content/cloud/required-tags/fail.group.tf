resource "aws_autoscaling_group" "web" {
  max_size           = 2
  min_size           = 1
  availability_zones = ["eu-central-1a"]

  launch_template {
    id = "lt-0123456789abcdef0"
  }

  tag {
    key                 = "Owner"
    value               = "shop"
    propagate_at_launch = true
  }
}
