namespace GlanceOrch.Cli.Tests.Docs;

/// <summary>The page of a role, from what its author wrote to the Markdown that users read.</summary>
public sealed class RolePageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_page_says_what_the_role_does_how_to_use_it_and_what_each_variable_is()
    {
        _folder.Put("base/meta/argument_specs.yml", "argument_specs: { main: { short_description: The base, options: {} } }\n");
        _folder.Put("store/meta/main.yml", "dependencies: [base]\n");
        _folder.Put("store/defaults/main.yml", """
            glance_backend_store_pool: images
            glance_backend_store_key: null
            glance_backend_multistore_store: []
            base_auth: null
            store_shared: "{{ many ? 'a|b' : null }}"
            """);
        _folder.Put("store/meta/argument_specs.yml", """
            argument_specs:
              main:
                short_description: Images in a store
                description: [Needs the store to be there., Twice the same changes nothing.]
                puppet: [glance::backend::store, glance::backend::multistore::store]
                options:
                  base_auth: { type: dict, required: true, options: { url: { required: true, example: "http://a" }, user: {} } }
                  store_shared:
                    description: Whether <all> hosts see it.
                    choices: [a, b]
                  glance_backend_store_pool:
                    description: Where images go.
                    default: images
                    example: [fast, "yes"]
                    config: ["api.conf [glance_store] store_pool", "cache.conf [glance_store] store_pool", "api.conf [DEFAULT] pool", hosts]
                  glance_backend_store_key:
                    required: true
                    no_log: true
                    example: "{{ vault_key }}"
                    description: Key of the user.
                  glance_backend_multistore_store:
                    type: list
                    elements: dict
                    description: Stores with ids.
                    required_one_of: [[pool, pools]]
                    example:
                      - name: one
                        pool: images
                    options:
                      name: { type: str, required: true, description: Id. }
                      pool: { type: str }
                      pools: { type: list, elements: str, description: Several. }
            """);

        var (code, printed) = await InProcess.RunAsync("doc", "store", "--roles", _folder.Path);

        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldBe("""
            # store

            Images in a store.

            Needs the store to be there.

            Twice the same changes nothing.

            Brings along: [base](base.md).

            In puppet-glance: [`glance::backend::store`](README.md#glancebackendstore), [`glance::backend::multistore::store`](README.md#glancebackendmultistorestore).

            ## Use

            ```yaml
            - hosts: HOSTS
              vars:
                base_auth:
                  url: http://a
                glance_backend_store_key: "{{ vault_key }}"
              roles: [store]
            ```

            ## Variables

            A variable without default is null: what it would set is left to the service's own default, and the key is not in the file.

            ### glance::backend::store

            | variable | type | default | what it does |
            |---|---|---|---|
            | <a id="glance_backend_store_pool"></a>`glance_backend_store_pool` | str | `images` | Where images go. Example: `[fast, "yes"]`<br>`api.conf`, `cache.conf` `[glance_store] store_pool`<br>`api.conf` `[DEFAULT] pool`<br>`hosts` |
            | <a id="glance_backend_store_key"></a>`glance_backend_store_key` | str | **required** | Key of the user. Secret. Example: `"{{ vault_key }}"` |

            ### glance::backend::multistore::store

            | variable | type | default | what it does |
            |---|---|---|---|
            | <a id="glance_backend_multistore_store"></a>`glance_backend_multistore_store` | list of dict | `[]` | Stores with ids. |

            #### `glance_backend_multistore_store`

            Each item is a mapping of (one of `pool`, `pools` is required):

            | variable | type | default | what it does |
            |---|---|---|---|
            | `name` | str | **required** | Id. |
            | `pool` | str |  |  |
            | `pools` | list of str |  | Several. |

            ```yaml
            glance_backend_multistore_store:
              - name: one
                pool: images
            ```

            ### Not in puppet-glance

            | variable | type | default | what it does |
            |---|---|---|---|
            | <a id="base_auth"></a>`base_auth` | dict | **required** |  |
            | <a id="store_shared"></a>`store_shared` | str | `"{{ many ? 'a\|b' : null }}"` | Whether &lt;all> hosts see it. One of `a`, `b`. |

            #### `base_auth`

            A mapping of:

            | variable | type | default | what it does |
            |---|---|---|---|
            | `url` | str | **required** | Example: `http://a` |
            | `user` | str |  |  |

            """);
    }

    [Fact]
    public async Task The_index_names_the_parameters_of_puppet_glance_behind_the_variables()
    {
        _folder.Put("some/meta/argument_specs.yml", """
            argument_specs:
              main:
                short_description: Some
                puppet: [glance::keystone::auth, glance::backend::rbd, glance::backend::multistore::rbd, glance::api, glance::api::db]
                options:
                  glance_keystone_auth_name: { puppet: auth_name }
                  glance_keystone_auth_region: {}
                  glance_backend_rbd_store_pool: { config: ["f [s] rbd_store_pool"] }
                  glance_backend_rbd_multi_store: { config: ["f [s] other"] }
                  glance_backend_multistore_rbd: { type: list, elements: dict, options: { name: {}, weight: {} } }
                  glance_api_workers: {}
                  glance_api_db_name: {}
                  glance_api_shared: { puppet: false }
                  glance_keystone_auth_tenant: { puppet: [tenant, project] }
            """);
        var target = _folder["out"];

        (await InProcess.RunAsync("doc", "--roles", _folder.Path, "--write", target)).ShouldBe((ExitCodes.Success, ""));

        Rows(await File.ReadAllTextAsync(Path.Combine(target, "README.md"))).ShouldBe(
        [
            "glance::api: workers = glance_api_workers", "glance::api::db: name = glance_api_db_name",
            "glance::backend::multistore::rbd: weight = glance_backend_multistore_rbd weight",
            "glance::backend::rbd: rbd_store_pool = glance_backend_rbd_store_pool", "glance::backend::rbd: multi_store = glance_backend_rbd_multi_store",
            "glance::keystone::auth: auth_name = glance_keystone_auth_name", "glance::keystone::auth: region = glance_keystone_auth_region",
            "glance::keystone::auth: tenant = glance_keystone_auth_tenant", "glance::keystone::auth: project = glance_keystone_auth_tenant",
        ]);
        File.Exists(Path.Combine(target, "some.md")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("doc", "stor", "--roles", ".")]
    [InlineData("doc", "--roles", "nowhere")]
    [InlineData("doc", "copy", "--write", "x")]
    public async Task Wrong_words_are_refused(params string[] args)
    {
        _folder.Put("store/meta/argument_specs.yml", "argument_specs: { main: { options: {} } }\n");
        var (code, printed) = await InProcess.RunAsync([.. args.Select(word => word == "." ? _folder.Path : word)]);
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldStartWith("glance-orch: ");
        if (args.Contains("stor"))
        {
            printed.ShouldContain("did you mean 'store'?");
        }
    }

    [Fact]
    public async Task A_role_with_mistakes_has_findings_and_no_page()
    {
        _folder.Put("store/meta/argument_specs.yml", "argument_specs: { main: { options: { a: { typ: str } } } }\n");
        var (code, printed) = await InProcess.RunAsync("doc", "store", "--roles", _folder.Path);
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldContain("store/meta/argument_specs.yml:1:43: error GO3001");
        printed.ShouldNotContain("#");
    }

    [Fact]
    public async Task Without_a_name_the_modules_and_the_roles_are_listed()
    {
        var (code, printed) = await InProcess.RunAsync("doc");
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldContain("\noslo_config  ");
        printed.ShouldContain("\nRoles:\napi  ");
    }

    /// <summary>The rows of an index as <c>CLASS: PARAMETER = VARIABLE MEMBER</c>.</summary>
    internal static IEnumerable<string> Rows(string index)
    {
        var name = "";
        foreach (var line in index.Split('\n'))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                name = line[4..];
            }
            else if (line.StartsWith("| `", StringComparison.Ordinal))
            {
                var words = line.Split('`');
                yield return $"{name}: {words[1]} = {words[3]}{(words.Length > 5 ? $" {words[5]}" : "")}";
            }
        }
    }
}
