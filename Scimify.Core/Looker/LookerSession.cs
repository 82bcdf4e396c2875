namespace Scimify.Core.Looker;

/// <summary>The one access token of an integration, shared by all its calls. It is renewed after nine tenths of its life.
/// Whoever needs it meanwhile waits for the same login.</summary>
/// <param name="login">Requests a token from Looker. It has a time limit of its own.</param>
internal sealed class LookerSession(Func<CancellationToken, Task<LookerToken>> login, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private LookerToken? _token;
    private Task<LookerToken>? _login;

    /// <summary>Whether there is a token that the next call would use.</summary>
    public bool IsSignedIn
    {
        get
        {
            lock (_gate)
            {
                return IsFresh(_token);
            }
        }
    }

    public async Task<LookerToken> GetAsync(CancellationToken ct)
    {
        Task<LookerToken> login;
        lock (_gate)
        {
            if (_token is { } token && IsFresh(token))
            {
                return token;
            }

            login = _login ??= Task.Run(LoginAsync, CancellationToken.None);
        }

        // The login goes on if this caller gives up: others may wait for it.
        return await login.WaitAsync(ct);
    }

    /// <summary>Drops this token, unless a newer one is in use.</summary>
    public void Drop(LookerToken token)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_token, token))
            {
                _token = null;
            }
        }
    }

    /// <summary>Drops the token in use, whichever it is, and returns it.</summary>
    public LookerToken? Drop()
    {
        lock (_gate)
        {
            var token = _token;
            _token = null;
            return token;
        }
    }

    private async Task<LookerToken> LoginAsync()
    {
        try
        {
            var token = await login(CancellationToken.None);
            lock (_gate)
            {
                _token = token;
            }

            return token;
        }
        finally
        {
            lock (_gate)
            {
                _login = null;
            }
        }
    }

    private bool IsFresh(LookerToken? token) => token is not null && clock.GetElapsedTime(token.IssuedAt) < token.Lifetime * 0.9;
}

/// <param name="issuedAt">A timestamp of the monotonic clock, from before the login was sent.</param>
internal sealed class LookerToken(string value, TimeSpan lifetime, long issuedAt)
{
    public string Value { get; } = value;

    public TimeSpan Lifetime { get; } = lifetime;

    public long IssuedAt { get; } = issuedAt;
}
