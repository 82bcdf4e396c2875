namespace Scimify.Core.Looker;

/// <summary>The one access token of an integration, shared by all its calls. It is renewed after nine tenths
/// of its life; whoever needs it meanwhile waits for the same login.</summary>
/// <param name="login">Asks Looker for a token; its own time limit ends it.</param>
internal sealed class LookerSession(Func<CancellationToken, Task<LookerToken>> login, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private LookerToken? _token;
    private Task<LookerToken>? _login;

    /// <summary>Whether a token is at hand that the next call would use.</summary>
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

        // The login goes on when this caller leaves: others may wait for it.
        return await login.WaitAsync(ct);
    }

    /// <summary>Forgets the token, if it is still the one in use: a newer one stays.</summary>
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

    /// <summary>Forgets the token in use, whichever it is, and returns it.</summary>
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
