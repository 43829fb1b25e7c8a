import LogQL
import Testing

struct FormatTests {
    @Test(arguments: [
        (
            "{ app = `a`,b!~\"x.*\" }|=`x`or`y`!=ip(`::1`)|json a=`b[0]`,c|logfmt --strict",
            #"{app="a", b!~"x.*"} |= "x" or "y" != ip("::1") | json a="b[0]", c="c" | logfmt --strict"#
        ),
        (
            "{a=`b`}|x>1 or y<2s, z>=1KB|drop q,r=~`s`|line_format`{{.x}}`|label_format u=v,w=`{{.x}}`",
            #"{a="b"} | (x>1 or (y<2s and z>=1000B)) | drop q, r=~"s" | line_format "{{.x}}" | label_format u=v, w="{{.x}}""#
        ),
        (
            "sum(rate({a=`b`}[90s]offset 1h))by(x,y)>bool 1+2*3",
            #"(sum by (x, y) (rate({a="b"} [1m30s] offset 1h)) > bool (1 + (2 * 3)))"#
        ),
        (
            "quantile_over_time(0.5,{a=`b`}|unwrap duration(c)|__error__=``[1m])without(d)",
            #"quantile_over_time(0.5, {a="b"} | unwrap duration(c) | __error__="" [1m]) without (d)"#
        ),
        (
            "topk(3,vector(1))or label_replace(vector(2),`a`,`$1`,`b`,`.*`)",
            #"(topk(3, vector(1)) or label_replace(vector(2), "a", "$1", "b", ".*"))"#
        ),
        ("vector(1)*on(a)group_left(b)vector(2)", "(vector(1) * on (a) group_left (b) vector(2))"),
    ])
    func oneWayOfWriting(_ query: String, _ text: String) throws {
        #expect(try Query(query).description == text)
        #expect(try Query(text).description == text, "it reads back as the same")
    }
}
