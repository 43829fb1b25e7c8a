import Appliance
import ArgumentParser

@main
enum Program {
    static func main() async {
        await Geoclimate.run()
    }
}
