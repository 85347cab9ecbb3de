import type { Head } from '../../ir.ts';
import type { Estimator } from '../estimator.ts';
import { liftLinearRegressor, liftLogisticRegression } from './linear.ts';
import { liftMaxAbsScaler, liftMinMaxScaler, liftRobustScaler, liftStandardScaler, type Scaling } from './scalers.ts';

/** How one class of estimators is understood. */
export interface Rule<Lifted> {
  readonly lift: (estimator: Estimator) => Lifted;
  /** Every attribute that tested releases give it: an unknown one in a newer release may change what it answers. */
  readonly attributes: ReadonlySet<string>;
}

const common = '_sklearn_version n_features_in_ feature_names_in_ _sklearn_output_config _metadata_request';
const fitted = `${common} coef_ intercept_ fit_intercept copy_X normalize _normalize`;
const descent = `${fitted} dual_gap_ l1_ratio max_iter n_iter_ positive precompute random_state selection tol`;
const searched = 'alpha_ alphas alphas_ cv eps l1_ratio_ mse_path_ n_alphas n_jobs verbose';
const logistic = `${fitted} C class_weight classes_ dual intercept_scaling max_iter multi_class n_iter_ n_jobs penalty random_state solver tol verbose`;

export const predictors: ReadonlyMap<string, Rule<Head>> = new Map<string, Rule<Head>>([
  ['sklearn.linear_model._logistic.LogisticRegression', rule(liftLogisticRegression, logistic, 'l1_ratio warm_start')],
  [
    'sklearn.linear_model._logistic.LogisticRegressionCV',
    rule(
      liftLogisticRegression,
      logistic,
      'C_ Cs Cs_ coefs_paths_ cv l1_ratio_ l1_ratios l1_ratios_ refit scores_ scoring use_legacy_attributes',
    ),
  ],
  [
    'sklearn.linear_model._base.LinearRegression',
    rule(liftLinearRegressor, fitted, 'n_jobs positive rank_ singular_ tol _residues'),
  ],
  [
    'sklearn.linear_model._ridge.Ridge',
    rule(liftLinearRegressor, fitted, 'alpha max_iter n_iter_ positive random_state solver solver_ tol'),
  ],
  [
    'sklearn.linear_model._ridge.RidgeCV',
    rule(
      liftLinearRegressor,
      fitted,
      'alpha_ alpha_per_target alphas best_score_ cv cv_results_ cv_values_ gcv_mode scoring',
      'store_cv_results _store_cv_results store_cv_values',
    ),
  ],
  ['sklearn.linear_model._coordinate_descent.Lasso', rule(liftLinearRegressor, descent, 'alpha warm_start')],
  ['sklearn.linear_model._coordinate_descent.LassoCV', rule(liftLinearRegressor, descent, searched)],
  ['sklearn.linear_model._coordinate_descent.ElasticNet', rule(liftLinearRegressor, descent, 'alpha warm_start')],
  ['sklearn.linear_model._coordinate_descent.ElasticNetCV', rule(liftLinearRegressor, descent, searched)],
]);

export const transformers: ReadonlyMap<string, Rule<Scaling>> = new Map<string, Rule<Scaling>>([
  [
    'sklearn.preprocessing._data.StandardScaler',
    rule(liftStandardScaler, common, 'copy mean_ n_samples_seen_ scale_ var_ with_mean with_std'),
  ],
  [
    'sklearn.preprocessing._data.MinMaxScaler',
    rule(
      liftMinMaxScaler,
      common,
      'clip copy data_max_ data_min_ data_range_ feature_range min_ n_samples_seen_ scale_',
    ),
  ],
  [
    'sklearn.preprocessing._data.MaxAbsScaler',
    rule(liftMaxAbsScaler, common, 'clip copy max_abs_ n_samples_seen_ scale_'),
  ],
  [
    'sklearn.preprocessing._data.RobustScaler',
    rule(liftRobustScaler, common, 'center_ copy quantile_range scale_ unit_variance with_centering with_scaling'),
  ],
]);

export const pipelineClass = 'sklearn.pipeline.Pipeline';
export const pipelineAttributes: ReadonlySet<string> = new Set(
  `${common} memory steps transform_input verbose`.split(' '),
);

function rule<Lifted>(lift: (estimator: Estimator) => Lifted, ...attributes: readonly string[]): Rule<Lifted> {
  return { lift, attributes: new Set(attributes.flatMap((names) => names.split(' '))) };
}
