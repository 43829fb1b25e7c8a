import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let status: Int32
if arguments.first == "child" {
    status = await SoakChild.main(Array(arguments.dropFirst()))
} else {
    status = await Soak.main(arguments)
}
exit(status)
