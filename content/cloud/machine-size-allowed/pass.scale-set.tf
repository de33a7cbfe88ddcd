resource "azurerm_linux_virtual_machine_scale_set" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "web"
  sku                 = "Standard_D2s_v5"
  instances           = 2
  admin_username      = "operator"

  admin_ssh_key {
    username   = "operator"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample00"
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
  }

  network_interface {
    name    = "main"
    primary = true

    ip_configuration {
      name      = "main"
      primary   = true
      subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/web/providers/Microsoft.Network/virtualNetworks/web/subnets/web"
    }
  }
}
