namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>Inventories that both Ansible and we read.</summary>
internal sealed record OracleCase(IReadOnlyList<string> Sources, IReadOnlyDictionary<string, string> Files)
{
    public string? Playbook { get; init; }

    /// <summary>Why the graph is not compared, if it is not.</summary>
    public string? GraphDiffers { get; init; }
}

internal static class OracleCases
{
    public static IReadOnlyDictionary<string, OracleCase> All { get; } = new Dictionary<string, OracleCase>(StringComparer.Ordinal)
    {
        ["ini: ranges, ports and addresses"] = Ini("""
            # comment
            ; other
            web[01:03].example.com http_port=80
            db-[a:c]:2200
            n[1:10:3]
            h[:3]
            u[10:1:-3]
            m[1:03]
            [1:3]front
            k[a:f:2]
            x[1:2]y[a:b]
            mixed[y:B]
            1.2.3.4:2222
            [::1]:2022 z=1
            [fe80::2]:22
            fe80::1
            1:2:3:4:5:6:7:8 a=1
            host:22 ansible_port=33
            h1:abc
            user@h1:22
            =h x=1
            h,i
            under_score.and-dash:5
              indented a=1
            """),
        ["ini: words of a host line"] = Ini("""
            a x="quoted str" y='single' z=a\ b w="a b" n= e="a=b c=d" f=a=b
            b hash=ab#cd y=1
            c h='it''s' k="x" # trailing y=2
            d h="a\"b" b="a\\b" n="a\nb" s='a\nb' bare=a\nb u=é
            e x=1 x=2
            e y=3
            f a=x;y b=1;2
            """),
        ["ini: literals"] = Ini("""
            h1 a=None b="None" c='"x" "y"' d="[1, 'a', {'b': True}]" e=(1,2) f=1+1 g=-1 h=+1 i="- 1" j=1_0 k=1__0 l=01 m=00 n=1. o=.5 p=1e5 q=0b11 r=0o17 s=1e400 t=123456789012345678901234567890 u="(1)" v="()" w="{}" y="'a' 'b'"
            h2 a="'a\\nb'" b="'\\x41'" c='"a\tb"' d="[1,]" e="[,]" f="{1:2}" g="{'a':1,}" h="'''x'''" i="1 # c" j=" 1" k="1 " m=a\nb r='{"a": [1, {"b": null}]}' s=true t="not True" u="True or False" v="1 if 1 else 2" w="f'x'" x="1,2"
            h3 a="{'a': {'b': 'c'}}" b="{'a': 1, 'a': 2}" c="u'x'" d="r'\n'" e="'\u00e9'" g="-True" h="~1" i="--1" j="'a'+'b'" k="1-1" l="[*[1]]" m="{**{}}" o="-(1)" q="0x_1f" r=0X1F s="0777" t="- 'a'" u="[1, 2" v="'abc" w="True " x=" x " y="None"
            h4 ip=10.0.0.1 version=2.10 long=1.2.3 mac=00:11:22:33:44:55 neg=-9223372036854775808 big=9223372036854775808 small=1e-5 mid=1e15 huge=1e16 third=0.1 zero=-0.0 float=100000.0 t1=0.0001 t2="123456789.123456789"
            h5 a="[1,2]]" b="((1,),)" c="[[], {}, ()]" d="{'x': (1, 'y')}" e="[None, True, -1.5]" f="['a' 'b', 'c']" g="{'a' 'b': 1}" h="[1 2]" i="{1}x" k="1 2" l="''" m='""' n="'" o="{'b': 1, 'a': 2}" p="['it\\'s']" q="True1" r="'\\q'" s="'\\101'" t="'\\u00e9'" u="{None: 1}" v="{True: 2}" w="{1.5: 3}"
            """) with { GraphDiffers = "it shows tuples, and keys that are no text, as Python has them; here they are lists and text" },
        ["ini: variables of groups"] = Ini("""
            [g]
            lonely
            [g:vars]
            v1 = 80
            v2 = "quoted"
            v3 = 'sq'
            v4 = True
            v5 = [1, 2, {'a': None}]
            v6 = a b c # not a comment
            v7 = {{ foo }}
            v8=
            v9 = "80"
            v10 = 0644
            v11 = {"a": true}
            v14 = "a" "b"
            v16 = 'a' # c
            v17 = 1 # c
            v18 = \n
            v19 = "a\nb"
            v20 = b'x'
            v24 = r'\x'
            v27 = "{{ x }}"
            v28 = #hash
            v33 = 'x' 'y
            v34 = [1,2
            v35 = a=b
            v36 = ["{{ a }}", {'b': '{{ c }}'}]
            a b = 1
            c:3=4
            [later:vars]
            x=1
            [top:children]
            later
            [later]
            lonely y="it's \"x\""
            """),
        ["ini: groups"] = Ini("""
            lone
            [kid]
            k1
            k2
            [parent]
            p1
            k2
            lone
            [parent:children]
            kid
            kid2 # comment
            [kid2:hosts]
            k3
            [kid2:children]
            deep
            [deep]
            k0
            k3
            [zz] # comment
            k1
            [all:children]
            parent
            [ungrouped]
            u1
            k0
            [ungrouped:vars]
            uv=1
            [other:children]
            deep
            [empty]
            [empty]
            [all]
            inall
            [all:vars]
            av=1
            """),
        ["ini: priority and depth"] = Ini("""
            [a]
            h
            [b]
            h
            [c:children]
            a
            [d]
            h
            [a:vars]
            x=a
            y=a
            ansible_group_priority=10
            [b:vars]
            x=b
            y=b
            q=b
            [d:vars]
            x=d
            q=d
            ansible_group_priority="7"
            [c:vars]
            x=c
            z=c
            ansible_group_priority=99
            [Z]
            h
            [Z:vars]
            q=Z
            w=Z
            [y]
            h
            [y:vars]
            w=y
            """),
        ["yaml: groups, hosts and variables"] = new(["t.yml"], Files(("t.yml", """
            all:
              hosts:
                lone:
                web[01:02]:
                  a: 1
                h:22:
                  b: 2
                "[::1]:22":
                h9:23: {}
              vars:
                v: 1
              children:
                g:
                  hosts:
                    lone: {z: 1}
                    db[a:b]:
                  vars: {gv: 1, ansible_group_priority: 5}
                  children:
                    sub:
                sub2: {}
            k:
              hosts: k1
              children: g2
            g2:
              hosts: {h2: }
            ungrouped:
              hosts:
                x:
            none:
            """))),
        ["yaml: scalars"] = new(["t.yml"], Files(("t.yml", """
            a:
              hosts:
                1.2.3.4:
              vars:
                d: 2020-01-01
                e: 1_000
                f: 012
                h: 1e3
                i: 1.5e3
                j: 12:30:45
                k: .5
                m: 0x1F
                n: 08
                o: y
                p: On
                q: !!str 1
                r: "{{ x }}"
                t: |
                  a
                  b
                v: -0
                w: +1
                x: 1.
                y: 0b11
                z: ~
                aa: 1:2
                bb: 1.0e+3
                cc: 0.1.2
                dd: 1e+3
                ee: NULL
                ff: .inf
                ii: 0.0
                jj: ''
                kk: 0
                ll: -012
                mm: 0_1
                nn: 1_0.5
                oo: 0x_1
                pp: 0777
                qq: 1e
                rr: +.5
                ss: -.5
                tt: 1.5E3
                uu: 190:20:30
                vv: N
                ww: +.inf
                xx: -0x1f
                yy: 1__0
                zz: _1
                ab: -1.5
                ac: 0.
                ad: .
                ae: 1.e+3
                af: 1.5e+3
                ag: 0b2
                ah: 0xG
                aj: 1:60
                ak: 1:59.5
                al: 00
                am: -.inf
                an: 1,000
                ao: [1, two, {three: 3}]
                ap: {}
                aq: []
                ar: 22:22
                as: 00:11:22:33
            """))),
        ["yaml: merge keys and anchors"] = new(["t.yaml"], Files(("t.yaml", """
            all:
              vars: &base
                a: 1
                b: {x: 1, y: 2}
              children:
                g:
                  hosts: {h1: , h2: }
                  vars:
                    <<: *base
                    a: 2
            """))),
        ["json"] = new(["t.json"], Files(("t.json", """{"g": {"hosts": {"h": {"a": 1, "b": ["x", null, true, 1.5]}}}}"""))),
        ["yaml without extension"] = new(["hosts"], Files(("hosts", "g:\n  hosts:\n    h:\n"))),
        ["ini under a yaml name"] = new(["hosts.yml"], Files(("hosts.yml", "[g]\nh\n"))),
        ["empty"] = Ini(""),
        ["files beside the inventory"] = new(["hosts.ini"], Files(
            ("hosts.ini", """
                web1 src=inline
                web2
                [web]
                web1
                web2
                [web:vars]
                gv=ini
                src=webini
                [db]
                web2
                db1
                [db:vars]
                gv=dbini
                [prod:children]
                web
                db
                [prod:vars]
                pv=prod
                [all:vars]
                av=allini
                [local]
                localhost ansible_connection=local
                """),
            ("group_vars/all/a.yml", "av: allgv\nx: 1\nm: {a: 1}"),
            ("group_vars/all/b.yaml", "x: 2\nm: {b: 1}"),
            ("group_vars/all/c.json", """{"x": 3}"""),
            ("group_vars/all/d", "x: 4"),
            ("group_vars/all/e.txt", "x: 5"),
            ("group_vars/all/.f.yml", "x: 6"),
            ("group_vars/all/g.yml~", "x: 7"),
            ("group_vars/all/sub/g.yml", "sub: 7"),
            ("group_vars/web.yml", "gv: webyml"),
            ("group_vars/web", "gv: webnoext\nne: 1"),
            ("group_vars/web.json", """{"gv": "webjson", "j": 1}"""),
            ("group_vars/db.yml", "gv: dbyml\nt: '{{ x }}'"),
            ("host_vars/web1.yml", "src: hv"),
            ("host_vars/nobody.yml", "zz: 1"),
            ("group_vars/nogroup.yml", "zz: 1"))),
        ["directory and playbook"] = new(["inv"], Files(
            ("inv/01-hosts", "[g]\nh1 a=1\n[g:vars]\nfrom=01\n"),
            ("inv/02-hosts", "[g]\nh2\nh1 a=2\n[g:vars]\nfrom=02\n[all:vars]\nfrom=all\n"),
            ("inv/x.cfg", "junk = ["),
            ("inv/x.bak", "junkb"),
            ("inv/.hid", "h3"),
            ("inv/y~", "h4"),
            ("inv/README.md", "md"),
            ("inv/file.txt", "txt"),
            ("inv/a.retry", "rr"),
            ("inv/a.orig", "rr"),
            ("inv/a.pyc", "rr"),
            ("inv/a.ini", "rr"),
            ("inv/03.yml", "all:\n  hosts:\n    yh:\n"),
            ("inv/sub/hosts", "[g]\nsubh\n"),
            ("inv/sub/group_vars/all.yml", "s: 1"),
            ("inv/group_vars/g.yml", "dv: file\nf: 1\n"),
            ("inv/group_vars/g/x.yml", "dv: dir\nd: 1\n"),
            ("inv/host_vars/h1.yml", "hv: inv\nw: invhost"),
            ("pb/group_vars/all.yml", "w: pball\nall: pb\nfrom: pball"),
            ("pb/group_vars/g.yml", "dv: pbg\nw: pbg"),
            ("pb/host_vars/h1.yml", "hv: pb"))) { Playbook = "pb" },
        ["several sources"] = new(["two/hosts", "one/hosts"], Files(
            ("one/hosts", "h1 x=one\n[g]\nh1\n[g:vars]\ny=1\n"),
            ("two/hosts", "h2\nh1 x=two\n[g]\nh1\n[g:vars]\ny=2\n[all:vars]\nz=ini2\n"),
            ("one/group_vars/all.yml", "y: gv1\nz: gv1"),
            ("two/group_vars/all.yml", "y: gv2"),
            ("two/group_vars/g.yml", "y: two.g"),
            ("one/group_vars/g.yml", "y: one.g"))),
        ["several sources: a later one wins over a deeper group"] = new(["A/hosts", "B/hosts"], Files(
            ("A/hosts", "[kid]\nh\n[par:children]\nkid\n"),
            ("B/hosts", "h\n"),
            ("A/group_vars/kid.yml", "x: A.kid\ny: A.kid\nz: A.kid\n"),
            ("B/group_vars/par.yml", "x: B.par\n"),
            ("B/group_vars/all.yml", "z: B.all\n"),
            ("pb/group_vars/par.yml", "y: pb.par\n"))) { Playbook = "pb" },
        ["list of hosts"] = new(["b,a,c:22,b"], Files(("group_vars/all.yml", "q: 1")))
        { GraphDiffers = "it leaves out what group_vars gives a group when the hosts come from a list, though the hosts have it" },
    };

    private static OracleCase Ini(string content) => new(["hosts.ini"], Files(("hosts.ini", content)));

    private static Dictionary<string, string> Files(params (string Path, string Content)[] files) =>
        files.ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
}
