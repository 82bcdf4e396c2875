using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>A Looker for trials only: its state, the calls it got, and the faults it plays. Thread-safe.</summary>
public sealed class LookerSandbox : IDisposable
{
    private static readonly HashSet<LookerOperation> RefusedByCore =
    [
        LookerOperations.CreateUser, LookerOperations.UserForCredential, LookerOperations.UserCredentialsEmail, LookerOperations.CreateUserCredentialsEmail,
        LookerOperations.UpdateUserCredentialsEmail, LookerOperations.DeleteUserCredentialsEmail, LookerOperations.SearchCredentialsEmail,
        LookerOperations.SetRoleGroups, LookerOperations.SamlConfig, LookerOperations.UpdateSamlConfig, LookerOperations.CreateSamlTestConfig,
        LookerOperations.SamlTestConfig, LookerOperations.DeleteSamlTestConfig, LookerOperations.ParseSamlIdpMetadata,
        LookerOperations.FetchAndParseSamlIdpMetadata,
    ];

    private readonly Lock _gate = new();
    private readonly SandboxOptions _options;
    private readonly Dictionary<string, (string UserId, long IssuedAt)> _tokens = [];
    private readonly Queue<long> _recent = new();
    private SandboxWorld _world = null!;
    private Dictionary<string, Func<SandboxRequest, SandboxAnswer>> _handlers = [];
    private SandboxJournal? _journal;
    private SandboxSwitches _switches;

    public LookerSandbox(SandboxOptions options)
    {
        _options = options;
        _switches = options.Switches;
        Begin(fresh: false);
    }

    public SandboxFaults Faults { get; } = new();

    public SandboxRecorder Recorder { get; } = new();

    public SandboxSwitches Switches
    {
        get => Volatile.Read(ref _switches);
        set => Volatile.Write(ref _switches, value);
    }

    internal TimeProvider Clock => _options.Clock;

    /// <summary>The names of the operations that are implemented.</summary>
    internal IReadOnlyCollection<string> Handled => _handlers.Keys;

    /// <summary>The access tokens that were issued and not revoked.</summary>
    internal IReadOnlyList<string> Tokens
    {
        get
        {
            lock (_gate)
            {
                return [.. _tokens.Keys];
            }
        }
    }

    /// <summary>Forgets everything and seeds again, with this many additional users and groups.</summary>
    public void Reset(int moreUsers = 0, int moreGroups = 0)
    {
        lock (_gate)
        {
            _journal?.Dispose();
            _tokens.Clear();
            Switches = _options.Switches;
            Begin(fresh: true, moreUsers, moreGroups);
        }

        Faults.Clear();
        Recorder.Clear();
        Recorder.ClearViolations();
    }

    /// <summary>Invalidates all access tokens, as a restart of Looker does.</summary>
    public void ExpireTokens()
    {
        lock (_gate)
        {
            _tokens.Clear();
        }
    }

    /// <summary>Reads the state, or edits it as a person would behind Scimify's back.</summary>
    internal T With<T>(Func<SandboxWorld, T> use)
    {
        lock (_gate)
        {
            var result = use(_world);
            _journal?.Write(_world);
            return result;
        }
    }

    internal void With(Action<SandboxWorld> use) => With(world =>
    {
        use(world);
        return true;
    });

    /// <summary>The owner of the token; null if it is not valid, or no longer.</summary>
    internal SandboxUser? CallerOf(string? token)
    {
        lock (_gate)
        {
            return token is not null && _tokens.TryGetValue(token, out var held)
                && Clock.GetElapsedTime(held.IssuedAt) < TimeSpan.FromSeconds(Switches.TokenSeconds)
                && _world.Users.TryGetValue(held.UserId, out var user) && !user.IsDisabled ? user : null;
        }
    }

    internal void Revoke(string token)
    {
        lock (_gate)
        {
            _tokens.Remove(token);
        }
    }

    /// <summary>Whether one more call exceeds the rate that the switches allow.</summary>
    internal bool IsOverRate()
    {
        lock (_gate)
        {
            var now = Clock.GetTimestamp();
            while (_recent.TryPeek(out var oldest) && Clock.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(1))
            {
                _recent.Dequeue();
            }

            if (Switches.CallsPerSecond > 0 && _recent.Count >= Switches.CallsPerSecond)
            {
                return true;
            }

            _recent.Enqueue(now);
            return false;
        }
    }

    /// <summary>Carries out a request. When it returns, the effect is in the state file.</summary>
    internal SandboxAnswer Run(SandboxRequest request)
    {
        lock (_gate)
        {
            try
            {
                Guard(request);
                return _handlers[request.Operation.Name](request);
            }
            catch (SandboxRefusal refusal)
            {
                return refusal.Answer(request.Operation);
            }
            finally
            {
                _journal?.Write(_world);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _journal?.Dispose();
            _journal = null;
        }
    }

    private void Begin(bool fresh, int moreUsers = 0, int moreGroups = 0)
    {
        _world = new SandboxWorld(_options.Clock);
        if (fresh || _options.StateFile is null || !SandboxJournal.Load(_options.StateFile, _world))
        {
            _world = new SandboxWorld(_options.Clock);
            SandboxSeed.Fill(_world, _options);
            SandboxSeed.AddMany(_world, moreUsers, moreGroups);
        }

        _journal = _options.StateFile is { } file ? SandboxJournal.Begin(file, _world) : null;
        _world.Touched.Clear();
        ISandboxOperations[] families =
        [
            new SandboxUserOperations(_world, () => Switches), new SandboxCredentialOperations(_world, () => Switches),
            new SandboxGroupOperations(_world, () => Switches), new SandboxRoleOperations(_world, () => Switches),
            new SandboxAttributeOperations(_world), new SandboxContentOperations(_world, () => Switches), new SandboxSamlOperations(_world),
        ];
        _handlers = families.SelectMany(f => f.Operations).ToDictionary(o => o.Operation.Name, o => o.Run);
        _handlers[LookerOperations.Login.Name] = Login;
        _handlers[LookerOperations.Logout.Name] = _ => SandboxAnswer.NoContent;
        _handlers[LookerOperations.Versions.Name] = r => SandboxAnswer.Ok(Versions(r.Fields));
    }

    /// <summary>Refuses what the edition, the mode or the caller's rights forbid.</summary>
    private void Guard(SandboxRequest request)
    {
        var operation = request.Operation;
        if (Switches.IsCore && RefusedByCore.Contains(operation))
        {
            throw SandboxRefusal.Forbidden("This call is not available in Looker (Google Cloud core).");
        }

        if (Switches.ReadOnly && operation.Writes)
        {
            throw SandboxRefusal.Forbidden("This instance is in read-only mode.");
        }

        if (request.Caller is not { } caller || _world.IsAdmin(caller) || operation == LookerOperations.Me || operation == LookerOperations.Logout
            || operation == LookerOperations.Versions || operation == LookerOperations.AllRoles)
        {
            return;
        }

        // Looker hides what the caller may not see. For what only administrators may do, it says so.
        throw operation.Writes || RefusedByCore.Contains(operation)
            ? SandboxRefusal.Forbidden("You do not have permission to do this.")
            : SandboxRefusal.NotFound();
    }

    private SandboxAnswer Login(SandboxRequest request)
    {
        var id = request.Form.GetValueOrDefault("client_id");
        var secret = request.Form.GetValueOrDefault("client_secret");
        var user = _world.Users.Values.FirstOrDefault(u => !u.IsDisabled && u.Api3.Exists(a => a.ClientId == id && a.ClientSecret == secret)) ?? throw SandboxRefusal.NotFound();
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        _tokens[token] = (user.Id, Clock.GetTimestamp());
        return SandboxAnswer.Ok(new JsonObject { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = Switches.TokenSeconds, ["refresh_token"] = null });
    }

    private static JsonObject Versions(SandboxFields? fields)
    {
        JsonObject Version() => new() { ["version"] = "4.0", ["full_version"] = "4.0.26.12", ["status"] = "current", ["swagger_url"] = null };
        var all = new JsonObject
        {
            ["looker_release_version"] = "26.12.3",
            ["current_version"] = Version(),
            ["supported_versions"] = new JsonArray(Version()),
            ["api_server_url"] = "https://sandbox.looker.example",
            ["web_server_url"] = "https://sandbox.looker.example",
        };
        return fields is null ? all : new JsonObject(all.Where(m => fields.Has(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
    }
}
