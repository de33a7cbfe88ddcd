resource "azurerm_virtual_machine_scale_set" "old" {
  name                = "old"
  location            = "westeurope"
  resource_group_name = "web"
  upgrade_policy_mode = "Manual"

  sku {
    name     = "Standard_F2"
    tier     = "Standard"
    capacity = 2
  }

  os_profile {
    computer_name_prefix = "old"
    admin_username       = "operator"
  }

  network_profile {
    name    = "main"
    primary = true

    ip_configuration {
      name      = "main"
      primary   = true
      subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/web/providers/Microsoft.Network/virtualNetworks/web/subnets/web"
    }
  }

  storage_profile_os_disk {
    caching       = "ReadWrite"
    create_option = "FromImage"
  }
}
